"""What is said of delivery."""
