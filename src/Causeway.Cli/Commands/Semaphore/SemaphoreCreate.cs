using Causeway.Cli.Commands.Named;
using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.Semaphore;

/// <summary><c>causeway semaphore create</c>.</summary>
internal static class SemaphoreCreate
{
    private static readonly VerbOption s_initial = new("--initial", "N", "how many units there are at first; the maximum unless given, 0 without one");
    private static readonly VerbOption s_maximum = new("--maximum", "M", "how many there can be; 2147483647 unless given");
    private static readonly VerbOption s_consumed = new("--consumed", Value: null, "what is taken is gone, and does not return when its taker ends: for wait");

    public static readonly Verb Verb = new("create", ["NAME"], "Creates a semaphore.",
        [s_initial, s_maximum, s_consumed, CommonOptions.IfMissing, .. DomainReference.Options], Run);

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        int maximum = arguments.Integer(s_maximum, 1, int.MaxValue) ?? int.MaxValue;
        int initial = arguments.Integer(s_initial, 0, maximum) ?? (arguments.Has(s_maximum) ? maximum : 0);
        NamedSemaphoreOptions options = arguments.Has(s_consumed) ? NamedSemaphoreOptions.ConsumedUnits : NamedSemaphoreOptions.None;
        NamedReference.Create(arguments, NamedObjectKind.Semaphore,
            (name, domain) => NamedSemaphore.Create(name, initial, maximum, options, domain),
            (name, domain) => NamedSemaphore.OpenOrCreate(name, initial, maximum, options, domain));
        return 0;
    }
}
