"""Modal views. A form owns its ids, its build and its parse."""
