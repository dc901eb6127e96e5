namespace Causeway.Inspection.Changes;

/// <summary>A name of a folder from when it came until it went, as far as is known.</summary>
internal sealed class NameLife(string path, IpcObject seen, DateTimeOffset came)
{
    public string Path => path;

    /// <summary>What it was of, when that was looked at.</summary>
    public IpcObject Seen { get; set; } = seen;

    public DateTimeOffset Came => came;

    /// <summary>Null as long as it is there.</summary>
    public DateTimeOffset? Went { get; set; }

    /// <summary>Whether a snapshot was taken since, and did not have it.</summary>
    public bool IsOverdue { get; set; }

    /// <summary>Whether it was looked at while it was there.</summary>
    public bool IsIdentified => Seen.Id.Number != 0;
}
