"""What is said of emissions."""
