namespace Causeway.Cli.Commands.Inspect.Top;

/// <summary>What of a look is shown, and what keys do to that.</summary>
internal sealed class TopView
{
    private List<TopRow> _rows = [];
    private string _typed = "";

    public TopLook? Look { get; private set; }

    /// <summary>The rows that match, in order.</summary>
    public IReadOnlyList<TopRow> Rows => _rows;

    /// <summary>The words for kinds that are shown; null for all.</summary>
    public HashSet<string>? Kinds { get; init; }

    /// <summary>What rows must have; empty for all.</summary>
    public string Filter { get; set; } = "";

    public TopColumn Sort { get; set; } = TopColumn.Usual;

    public bool IsReversed { get; set; }

    /// <summary>Whether a filter is being typed.</summary>
    public bool IsTyping { get; private set; }

    /// <summary>The filter as it is typed so far.</summary>
    public string Typed => _typed;

    /// <summary>The object that is shown alone; null for the list.</summary>
    public IpcObjectId? Shown { get; private set; }

    /// <summary>The marked row: the object, so that it stays marked as rows move.</summary>
    public IpcObjectId? Marked { get; private set; }

    /// <summary>Where the marked row is.</summary>
    public int MarkedIndex { get; private set; }

    /// <summary>The first line that is seen.</summary>
    public int First { get; private set; }

    /// <summary>Whether it is over.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Shows another look.</summary>
    public void Show(TopLook look)
    {
        Look = look;
        Arrange();
    }

    /// <summary>Does what a key is for.</summary>
    /// <param name="key">Which.</param>
    /// <param name="page">How many rows are seen.</param>
    public void Press(TopKey key, int page)
    {
        if (IsTyping)
            Type(key);
        else if (key.Kind == TopKeyKind.Character)
            Command(key.Text, page);
        else if (key.Kind == TopKeyKind.Enter)
            Shown ??= Marked;
        else if (key.Kind is TopKeyKind.Escape or TopKeyKind.Backspace)
            Back();
        else
            Move(key.Kind, page);
        KeepInSight(page);
    }

    /// <summary>Keeps the marked row among the lines that are seen.</summary>
    public void KeepInSight(int page) => First = Math.Clamp(First, Math.Max(0, MarkedIndex - page + 1), MarkedIndex);

    private void Command(string key, int page)
    {
        switch (key)
        {
            case "q":
                IsDone = true;
                break;
            case "/":
                (IsTyping, _typed, Shown) = (true, Filter, null);
                break;
            case "s":
                SortBy(TopColumn.All[(Array.IndexOf(TopColumn.All, Sort) + 1) % TopColumn.All.Length]);
                break;
            case "r":
                IsReversed = !IsReversed;
                Arrange();
                break;
            case "j":
                Move(TopKeyKind.Down, page);
                break;
            case "k":
                Move(TopKeyKind.Up, page);
                break;
            case [>= '1' and var digit] when digit - '1' < TopColumn.All.Length:
                SortBy(TopColumn.All[digit - '1']);
                break;
        }
    }

    private void Type(TopKey key)
    {
        switch (key.Kind)
        {
            case TopKeyKind.Character:
                _typed += key.Text;
                break;
            case TopKeyKind.Backspace:
                _typed = _typed.Length == 0 ? "" : _typed[..^(char.IsLowSurrogate(_typed[^1]) ? 2 : 1)];
                break;
            case TopKeyKind.Enter:
                IsTyping = false;
                break;
            case TopKeyKind.Escape:
                (IsTyping, _typed) = (false, "");
                break;
        }

        if (Filter == _typed)
            return;
        Filter = _typed;
        Arrange();
    }

    private void Back()
    {
        if (Shown is not null)
        {
            Shown = null;
            return;
        }

        Filter = "";
        Arrange();
    }

    private void SortBy(TopColumn column)
    {
        (Sort, IsReversed) = (column, false);
        Arrange();
    }

    private void Move(TopKeyKind kind, int page)
    {
        if (Shown is not null || _rows.Count == 0)
            return;
        int to = kind switch
        {
            TopKeyKind.Up => MarkedIndex - 1,
            TopKeyKind.Down => MarkedIndex + 1,
            TopKeyKind.PageUp => MarkedIndex - page,
            TopKeyKind.PageDown => MarkedIndex + page,
            TopKeyKind.Home => 0,
            TopKeyKind.End => _rows.Count - 1,
            _ => MarkedIndex,
        };
        Mark(Math.Clamp(to, 0, _rows.Count - 1));
    }

    private void Mark(int index)
    {
        MarkedIndex = index;
        Marked = _rows.Count == 0 ? null : _rows[index].Object.Id;
    }

    private void Arrange()
    {
        if (Look is null)
            return;
        _rows = Look.Rows.FindAll(row => (Kinds is null || Kinds.Contains(row.Kind)) && row.Matches(Filter));
        _rows.Sort(IsReversed ? (one, other) => Sort.Compare(other, one) : Sort.Compare);

        // At the top, whatever comes to the top is marked.
        int marked = MarkedIndex == 0 ? 0 : Marked is { } id ? _rows.FindIndex(row => row.Object.Id == id) : -1;
        Mark(marked >= 0 && _rows.Count > 0 ? marked : Math.Clamp(MarkedIndex, 0, Math.Max(0, _rows.Count - 1)));
    }
}
