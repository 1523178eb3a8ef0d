"""Questions about clients, each within what the person may see; a module a subject.

Two sorts. A question that takes the person (`user`, `by`) goes through the gate itself and may be asked with anything. One that
takes a record (`Client`, `Handover`, …) without the person trusts whoever asks: the record came through `visible_to`,
`figures_visible_to` or `days_of` in the same request, or the work is the desk's own. None takes an id of a record without the
person, so that nobody can ask about what they have not been given; a test holds the room to it.
"""
