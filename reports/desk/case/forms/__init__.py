"""The forms of all verbs that an officer has, by the same modules as the verbs in reports.actions.case."""
