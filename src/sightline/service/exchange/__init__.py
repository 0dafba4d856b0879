"""What other systems deliver: read, taken up some files at a time, and reported on."""
