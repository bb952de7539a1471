"""Questions and forms of a guide as departments write them: fields on a page instead of JSON, conditions picked together.

Everything written here is content of a draft; nothing of it is judged twice: `guide.load` and `forms.load` say what is
wrong, and it stands at the field.
"""
