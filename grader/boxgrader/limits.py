"""Every limit of the grader: sizes, counts and seconds."""

from __future__ import annotations

# What is read of a submission's folder
MAX_FILE_BYTES = 20_000_000  # of one file beside the notebook
MAX_FOLDER_BYTES = 60_000_000  # of all of them together
MAX_FILES = 200  # files beside the notebook
MAX_FOLDERS = 50  # folders that are looked through for them
MAX_STAMP_BYTES = 100  # of timestamp.txt, which holds one time
MAX_SEARCHED_FOLDERS = 50  # folders that are searched for a notebook with another name
MAX_CANDIDATES = 20  # notebooks that are compared with the released one
MAX_ID_CHARACTERS = 128  # of a learner's id: the width of nbgrader's column

# What is read of a notebook
MAX_STORED_BYTES = 100_000_000  # of the file; nbgrader's exchange takes no larger one
MAX_NOTEBOOK_BYTES = 16_000_000  # of what is left without outputs and attachments
MAX_JSON_TOKENS = 2_000_000  # JSON tokens that are looked at to find the outputs
MAX_CELLS = 1_000  # cells
MAX_CELL_CHARACTERS = 200_000  # of one cell; coloring that much code takes seconds
MAX_SOURCE_CHARACTERS = 2_000_000  # of all cells together
MAX_NAMED_CELLS = 8  # changed cells that a note names

# What is kept of cells and outputs in a graded notebook
MAX_OUTPUTS = 200  # outputs of a cell
MAX_OUTPUT_CHARACTERS = 100_000  # of one text output
MAX_PICTURE_CHARACTERS = 5_000_000  # of one picture, in Base64
MAX_MARKDOWN_CHARACTERS = 50_000  # of a text cell; converting ten times as much takes minutes
MAX_OPENED = 300  # brackets in a line, or formulas in a cell, whose end is looked for

# A room and the messages that enter and leave it
MAX_MESSAGE_BYTES = 32_000_000  # of one message
SEND_SECONDS = 30  # until the other side must have read a message
START_SECONDS = 60  # until a fork server or a room must have started
END_SECONDS = 10  # until a closed room must have said why it ended
MAX_SNAPSHOT_BYTES = 4_000_000  # of the message that brings a snapshot's values and files
MAX_INSIDE_BYTES = 100_000  # of the answer of a test that ran in the learner's process
CONNECT_SECONDS = 10  # until a cluster's scheduler must have answered

# Running the learner's cells
CELL_SECONDS = 10  # for one cell or test, unless the assignment says otherwise
NOTEBOOK_SECONDS = 120  # for all cells; then the same for all tests
NOTEBOOK_CHARACTERS = 20_000_000  # of the outputs of all cells, as JSON
MAX_RESTARTS = 3  # cells that may end Python before the rest is given up
MAX_RERUNS = 2  # more runs of a submission whose rooms were ended from outside
INTERRUPT_SECONDS = 2  # until an interrupted cell must have stopped
MAX_SHOWN_CHARACTERS = 200_000  # of text that one cell or one call shows
MAX_SHOWN_OUTPUTS = 300  # outputs that one cell shows
MAX_SHOWN_PICTURES = 6_000_000  # characters of all pictures of one cell, in Base64
MAX_VALUE_CHARACTERS = 1_000_000  # of a snapshot's values as JSON; a larger one is asked for
MAX_KEPT_SNAPSHOTS = 100  # snapshots that one process keeps open, a socket each

# Running the tests
ANSWER_SECONDS = 3  # until a test whose time is up must have answered
MAX_SECONDS_AGAIN = 30  # cells that took longer do not run again for a second look
MAX_ERROR_NAME_CHARACTERS = 200  # of the name of an exception in a verdict
MAX_FAILURE_CHARACTERS = 5_000  # of the text of a failed test
MAX_LINE = 1_000_000  # number of a line in a test
MAX_CHANGED_NAMES = 100  # replaced names that a copy of the learner's process may report

# Values and calls between a test and the learner's process
MAX_NODES = 500_000  # values in one value
MAX_DEPTH = 60  # levels of nesting of a value
MAX_DIGITS = 100_000  # hexadecimal digits of a number
MAX_EXCEPTION_CHARACTERS = 2_000  # of an exception's text
MAX_CAUSES = 3  # exceptions that led to one, as `raise ... from` says
MAX_KNOWN_EXCEPTIONS = 1_000  # exceptions that are the same object when they come back
MAX_EXPORTS = 10_000  # objects that one side may ask the other one for
MAX_WARNINGS = 100  # warnings that one call passes on
MAX_BASES = 20  # classes that an object may claim to be of
MAX_COPIED_FILES = 50  # files that are copied between the learner's folder and the test's
MAX_COPIED_BYTES = 2_000_000  # of these files together
MAX_PATH_CHARACTERS = 1_000  # of a text that may be the path of such a file

# Feedback pages and notes
PAGE_SECONDS = 60  # for one page; an honest one takes a third of a second
MAX_PAGE_CHARACTERS = 3_000_000  # of the outputs on a page; a picture counts as its Base64 text
MAX_COLORED = 10_000  # characters of a cell whose code is colored
MAX_COLORED_ON_PAGE = 50_000  # characters of a page whose code is colored
MAX_FORMULA_CHARACTERS = 2_000  # of a formula that is converted
MAX_NAME_BYTES = 200  # of a file's name in the ledger; a longer id is hashed
MAX_NAMED_LEARNERS = 5  # learners that a note on equal texts names
