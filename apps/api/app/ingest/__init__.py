"""The story of an e-mail: raw bytes → message → thread → ticket; import and replay."""
