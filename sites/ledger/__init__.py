"""The ledger (台账) of one type of site: columns, cells, files, as of any day. Reading and recording stand beside them."""
