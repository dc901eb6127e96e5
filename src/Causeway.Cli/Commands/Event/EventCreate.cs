using Causeway.Cli.Commands.Named;
using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.Event;

/// <summary><c>causeway event create</c>.</summary>
internal static class EventCreate
{
    private static readonly VerbOption s_manual = new("--manual", Value: null, "it stays set until it is reset; so it is unless --auto is given");
    private static readonly VerbOption s_auto = new("--auto", Value: null, "each wait that succeeds resets it");
    private static readonly VerbOption s_set = new("--set", Value: null, "it is set at first");

    public static readonly Verb Verb = new("create", ["NAME"], "Creates an event.", [s_manual, s_auto, s_set, CommonOptions.IfMissing, .. DomainReference.Options], Run);

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        arguments.AllowOneOf(s_manual, s_auto);
        EventResetMode mode = arguments.Has(s_auto) ? EventResetMode.AutoReset : EventResetMode.ManualReset;
        bool set = arguments.Has(s_set);
        NamedReference.Create(arguments, NamedObjectKind.Event,
            (name, domain) => NamedEvent.Create(name, set, mode, domain), (name, domain) => NamedEvent.OpenOrCreate(name, set, mode, domain));
        return 0;
    }
}
