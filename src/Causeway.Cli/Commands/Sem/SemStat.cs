using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Output;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Sem;

/// <summary><c>causeway sem stat</c>.</summary>
internal static class SemStat
{
    public static readonly Verb Verb = new("stat", ["NAME"], "Shows a semaphore's value and permissions; takes nothing.", [ObjectDescription.Json], Run);

    /// <summary>What is known of one.</summary>
    public static Fact[] FactsOf(PosixSemaphoreEntry semaphore) =>
    [
        new("name", semaphore.Name), new("value", semaphore.Value),
        new("mode", Fact.Mode(semaphore.Permissions)), new("owner", semaphore.UserId), new("group", semaphore.GroupId),
    ];

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        string name = arguments.Operands[0];
        PosixSemaphoreEntry semaphore = PosixSemaphore.List().FirstOrDefault(one => one.Name == name)
            ?? throw new NothingThereException($"there is no semaphore {name}; create it: causeway sem create {name}");
        ObjectDescription.Write(arguments.Has(ObjectDescription.Json), FactsOf(semaphore));
        return 0;
    }
}
