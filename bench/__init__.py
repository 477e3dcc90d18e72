"""The work that script/bench measures: look-ups, import, HTTP; ours beside each peer, answers compared.

scratch    a database and a folder for the time of measuring
importing  the file, imported by the command that operators use
points     what is looked up: on land (judged), and all over the box
ours, peers  the contenders
timing     by turns, warm, undisturbed
lookups, million, serving  one at a time, many at once, over HTTP (settings, urls and views are the server's)
reassignment  reports put under another edition
compare    every difference has a reason that holds, or the run fails
figures    the goals
output     tables, and JSON in var/bench/
run        the order of all this
"""
