using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.Msg;

/// <summary><c>causeway msg rm</c>.</summary>
internal static class MsgRm
{
    public static readonly Verb Verb = new("rm", ["[ID...]"], "Removes queues at once, with their messages; who waits in one is told.", QueueReference.Options, Run);

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        if (QueueReference.KeyOf(arguments) is { } key)
        {
            if (arguments.Operands.Count > 0)
                throw new UsageException("ID and a key exclude each other");
            return CommonOptions.RemoveAll([key.ToString()], "queue of", _ => TryRemove(key));
        }

        if (arguments.Operands is [])
            throw new UsageException("ID, --key or --path is missing");
        SysVMessageQueue[] queues = [.. arguments.Operands.Select(QueueReference.FromId)];
        return CommonOptions.RemoveAll(queues.Select(queue => queue.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)), "queue", id => QueueReference.FromId(id).TryDelete());
    }

    private static bool TryRemove(SysVKey key)
    {
        try
        {
            SysVMessageQueue.Delete(key);
            return true;
        }
        catch (SyscallException e) when (e.Errno == Errno.ENOENT || e.Errno == Errno.EINVAL || e.Errno == Errno.EIDRM)
        {
            return false;
        }
    }
}
