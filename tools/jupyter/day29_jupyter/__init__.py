"""What other programs of Jupyter need to work with notebooks in TypeScript."""
