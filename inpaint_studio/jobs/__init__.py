"""Jobs as data: what is asked, what is told, how it is run elsewhere, and how files are written.

The ground floor: knows neither photos nor models nor windows.
"""
