"""The steps of the flow, one file each; the listing of this folder is the diagram."""
