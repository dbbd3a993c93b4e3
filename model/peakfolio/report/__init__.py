"""What is said of a run: tables, sentences, figures and chapters, without a language and without a form."""
