"""No tables: present so that migrate tells this app, the last of all, when it is done."""
