"""How much the course reads, keeps and shows: every limit outside of grading, in one place."""

# --- what learners hand in
# Longer than any answer, a page of text included.
MAX_ANSWER_CHARACTERS = 20_000
# Lists within lists; a table of tables has three.
MAX_ANSWER_DEPTH = 6
# More than any question has options or items.
MAX_ANSWER_ENTRIES = 500
# A number that is typed as text.
MAX_NUMBER_CHARACTERS = 40
# An assignment's answers with all that was answered before.
MAX_ANSWERS_FILE_BYTES = 5_000_000
# Earlier answers to one question that are kept.
MAX_ANSWER_HISTORY = 50
# A notebook that is read for its answers.
MAX_NOTEBOOK_BYTES = 10_000_000
# A self-assessment with the ratings of many days.
MAX_RATINGS_FILE_BYTES = 1_000_000
# Days of which ratings are kept; the first one always is.
MAX_RATING_DAYS = 50
# The id in a workspace's file.
MAX_LEARNER_ID_CHARACTERS = 200

# --- cases and formulas of tasks
MAX_FORMULA_CHARACTERS = 400
# Larger numbers than any case has.
MAX_CASE = 1e12
# What one decides at once, and combinations of it whose consequences go with the question.
MAX_DECISIONS, MAX_COMBINATIONS = 4, 2_000
# Things of which some are drawn.
MAX_POOL = 500
# Draws until one meets an author's conditions.
MAX_DRAWS = 1_000

# --- badges
# One with evidence for every criterion of the framework has a tenth of it.
MAX_BADGE_CHARACTERS = 1_000_000
# The header carries the public key, which the specification asks for.
MAX_BADGE_HEADER_CHARACTERS = 2048

# --- profiles
# What a learner is told to do next: fewer are no plan, more are not done.
MIN_PLAN_STEPS, MAX_PLAN_STEPS = 3, 5
# Criteria to come back to.
MAX_REVIEWS = 5

# Learners who are named in a message.
MAX_NAMED_LEARNERS = 5
# A text that somebody else wrote, in a message.
MAX_QUOTED_CHARACTERS = 500
# The end of what a program said that failed.
MAX_LOG_CHARACTERS = 1000
# A term's definition where the mouse rests on its link.
MAX_HOVER_CHARACTERS = 300
# Shorter than this is a verdict and no reason why an answer is wrong.
MIN_REASON_CHARACTERS = 25

# --- how long things take
# One cell of a lab, when its outputs are stored.
MAX_LAB_CELL_SECONDS = 60

# --- models of the company
# People in a group that is compared with another one.
MIN_GROUP, MAX_GROUP = 2, 1_000_000
# Periods that a plot of a diffusion goes on.
MAX_PERIODS = 1000

# --- models of project, portfolio and product
# Critical paths that a schedule lists: n parallel pairs in a row have 2 to the power of n.
MAX_PATHS = 1_000
# Candidates of which every set is looked at: a million sets.
MAX_CANDIDATES = 20
# Jobs of which every order is tried.
MAX_JOBS = 10
