"""What is made from a definition: the guide of a catalogue row, the printed sheet, the contract of its answers."""
