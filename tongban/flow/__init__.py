"""What follows what (`handovers.py`), and who answers what (`answers.py`). The only file that joins rooms."""
