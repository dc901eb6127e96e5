using System.Globalization;
using Causeway.Sys;

namespace Causeway.Inspection;

/// <summary>Looks around in another namespace (setns(2)), from a thread of its own that ends there: this process's others stay where they are.</summary>
internal static class NamespaceVisit
{
    /// <summary>Runs it in a namespace of a process.</summary>
    /// <param name="processId">The process.</param>
    /// <param name="name">Which: ipc or net.</param>
    /// <param name="kind">CLONE_NEWIPC or CLONE_NEWNET.</param>
    /// <param name="body">What to do there; the caller waits.</param>
    /// <returns>False: this user may not (that takes CAP_SYS_ADMIN), or the process is gone. Nothing ran.</returns>
    public static bool TryRun(int processId, string name, int kind, Action body)
    {
        bool entered = false;
        Exception? failure = null;
        Thread visitor = new(() =>
        {
            try
            {
                entered = TryEnter(processId, name, kind);
                if (entered)
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
        return entered;
    }

    private static bool TryEnter(int processId, string name, int kind)
    {
        int number = LibC.open(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/ns/{name}"), LibC.O_RDONLY | LibC.O_CLOEXEC, 0);
        if (number < 0)
            return false;
        using SafeFileDescriptor space = new(number);
        return LibC.setns(space, kind) == 0;
    }
}
