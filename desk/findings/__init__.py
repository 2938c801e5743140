"""The board of findings: counted by everything, each number opening its rows; what is picked is handed on to be signed."""
