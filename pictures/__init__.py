"""Photographs, from the camera's file to what readers get."""
