"""The box around learners' code: processes, system calls, and the messages that pass."""
