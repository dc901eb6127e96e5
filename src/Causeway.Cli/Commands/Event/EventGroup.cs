using Causeway.Cli.Commands.Named;
using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.Event;

/// <summary><c>causeway event</c>.</summary>
internal static class EventGroup
{
    private static readonly Verb s_set = new("set", ["NAME"], "Sets it: lets everybody through who waits, or one with automatic reset.",
        DomainReference.Options, static (arguments, _) => Put(arguments, static one => one.Set()));

    private static readonly Verb s_reset = new("reset", ["NAME"], "Resets it.", DomainReference.Options, static (arguments, _) => Put(arguments, static one => one.Reset()));

    public static readonly VerbGroup Group = new("event", "named events, which stay set or let one waiter through",
        [EventCreate.Verb, s_set, s_reset, EventWait.Verb, NamedVerbs.Stat(NamedObjectKind.Event), NamedVerbs.Remove(NamedObjectKind.Event)], NamedGroup.Names);

    /// <summary>The event that is meant.</summary>
    public static NamedEvent Open(VerbArguments arguments) =>
        NamedReference.Open(arguments, NamedObjectKind.Event, static (name, domain) => NamedEvent.OpenExisting(name, domain));

    private static int Put(VerbArguments arguments, Action<NamedEvent> put)
    {
        using NamedEvent opened = Open(arguments);
        put(opened);
        return 0;
    }
}
