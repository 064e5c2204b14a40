"""Find a procedure, explain it, say what to bring. Facts are data files; nothing here guesses a fact that is not in them."""
