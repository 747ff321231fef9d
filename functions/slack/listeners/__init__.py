"""What each click, command and form does: parse, call one operation, render, answer."""
