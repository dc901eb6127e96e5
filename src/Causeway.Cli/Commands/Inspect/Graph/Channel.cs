using Causeway.Cli.Output;

namespace Causeway.Cli.Commands.Inspect.Graph;

/// <summary>What processes communicate by: an object, or sockets that are connected to each other.</summary>
/// <param name="Objects">By identity; several only of sockets.</param>
/// <param name="Links">By process.</param>
internal sealed record Channel(IReadOnlyList<IpcObject> Objects, IReadOnlyList<ChannelLink> Links)
{
    /// <summary>The one that it is called by: that has a name, if one has.</summary>
    public IpcObject Main => Objects.FirstOrDefault(static one => one.Name is not null) ?? Objects[0];

    /// <summary>What the user types for it.</summary>
    public string Id => PrintableText.Of(ObjectFacts.IdOf(Main));

    /// <summary>Its kind and its name; the kind and the number where it has none.</summary>
    public string Title => Main.Name is { } name ? PrintableText.Of($"{KindWords.Of(Main)} {name}") : Id;

    /// <summary>How it is at the moment; null where there is nothing to say.</summary>
    public string? Detail => ObjectDetail.Of(Main) is { Length: > 0 } detail ? PrintableText.Of(detail) : null;
}
