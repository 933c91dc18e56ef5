"""Photographs, from the camera's file to the markup of a page; imports no other folder."""
