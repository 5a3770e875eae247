"""Writers: what turns a plan into a draft."""
