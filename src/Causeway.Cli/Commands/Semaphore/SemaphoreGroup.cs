using Causeway.Cli.Commands.Named;
using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.Semaphore;

/// <summary><c>causeway semaphore</c>.</summary>
internal static class SemaphoreGroup
{
    /// <summary>How many units.</summary>
    public static readonly VerbOption Count = new("--count", "N", "how many units; one unless given");

    public static readonly VerbGroup Group = new("semaphore", "named semaphores, to which the dead give back what they took",
        [
            SemaphoreCreate.Verb, SemaphoreHold.Verb, SemaphoreWait.Verb, SemaphoreRelease.Verb,
            NamedVerbs.Stat(NamedObjectKind.Semaphore), NamedVerbs.Remove(NamedObjectKind.Semaphore),
        ],
        NamedGroup.Names);

    /// <summary>The semaphore that is meant.</summary>
    public static NamedSemaphore Open(VerbArguments arguments) =>
        NamedReference.Open(arguments, NamedObjectKind.Semaphore, static (name, domain) => NamedSemaphore.OpenExisting(name, domain));

    /// <summary>How many units are meant.</summary>
    public static int CountOf(VerbArguments arguments) => arguments.Integer(Count, 1, int.MaxValue) ?? 1;
}
