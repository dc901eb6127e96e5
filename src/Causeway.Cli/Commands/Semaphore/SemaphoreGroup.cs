using Causeway.Cli.Commands.Named;
using Causeway.Cli.Commands.Verbs;
using Causeway.Sys;

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

    /// <summary>Takes units one after another; all, or in the end none.</summary>
    /// <exception cref="UsageException">There can never be so many.</exception>
    /// <exception cref="TimeoutException">Not all came in time.</exception>
    public static void Take(NamedSemaphore semaphore, int count, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        if (count > semaphore.MaximumCount)
            throw new UsageException($"--count {count}: {semaphore.Name} has at most {semaphore.MaximumCount} units");
        long start = TimeProvider.System.GetTimestamp();
        int taken = 0;
        try
        {
            for (; taken < count; taken++)
            {
                TimeSpan? left = timeout is { } whole ? TimeSpan.FromTicks(Math.Max(0, (whole - TimeProvider.System.GetElapsedTime(start)).Ticks)) : null;
                if (!semaphore.WaitOne(left, cancellationToken))
                    throw SyscallFailure.TimedOut("wait", semaphore.Name);
            }
        }
        finally
        {
            if (taken > 0 && taken < count)
                semaphore.Release(taken);
        }
    }
}
