"""What is shipped beside the code: the program's sign."""
