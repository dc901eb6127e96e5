using System.Globalization;
using Causeway.Sys;

namespace Causeway.Inspection;

/// <summary>Looks around in another namespace (setns(2)), from a thread of its own that ends there: this process's others stay where they are.</summary>
internal static class NamespaceVisit
{
    /// <summary>Runs it in a namespace.</summary>
    /// <param name="space">The namespace's inode.</param>
    /// <param name="processes">Who is said to be in it. Each may have ended, and its pid be of a process that is elsewhere: the next leads there then.</param>
    /// <param name="name">Which: ipc or net.</param>
    /// <param name="kind">CLONE_NEWIPC or CLONE_NEWNET.</param>
    /// <param name="body">What to do there; the caller waits.</param>
    /// <returns>Whether it ran.</returns>
    public static NamespaceEntry TryRun(uint space, IEnumerable<int> processes, string name, int kind, Action body)
    {
        NamespaceEntry entry = NamespaceEntry.Gone;
        Exception? failure = null;
        Thread visitor = new(() =>
        {
            try
            {
                entry = Enter(space, processes, name, kind);
                if (entry == NamespaceEntry.Entered)
                    body();
            }
            catch (Exception e)
            {
                failure = e;
            }
        })
        { IsBackground = true, Name = "causeway namespace" };
        visitor.Start();
        visitor.Join();
        if (failure is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        return entry;
    }

    /// <summary>The descriptor is what is checked and what is entered: nothing can come between.</summary>
    private static unsafe NamespaceEntry Enter(uint space, IEnumerable<int> processes, string name, int kind)
    {
        NamespaceEntry entry = NamespaceEntry.Gone;
        foreach (int process in processes)
        {
            int number = LibC.open(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/ns/{name}"), LibC.O_RDONLY | LibC.O_CLOEXEC, 0);
            Errno error = Errno.Last;
            if (number < 0)
            {
                OwnLimit.ThrowIfReached(error);
                if (error == Errno.EACCES || error == Errno.EPERM)
                    entry = NamespaceEntry.Refused;
                continue;
            }

            using SafeFileDescriptor descriptor = new(number);
            LibC.statx_t status;
            if (LibC.statx(descriptor, &status) != 0 || status.stx_ino != space)
                continue;
            return LibC.setns(descriptor, kind) == 0 ? NamespaceEntry.Entered : NamespaceEntry.Refused;
        }

        return entry;
    }
}
