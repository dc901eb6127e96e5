using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Msg;

/// <summary><c>causeway msg create</c>.</summary>
internal static class MsgCreate
{
    private static readonly VerbOption s_private = new("--private", Value: null, "without a key: found by its id alone");

    public static readonly Verb Verb = new("create", [], "Creates a queue and prints its id.",
        [.. QueueReference.Of.Options, s_private, CommonOptions.Mode, CommonOptions.IfMissing], Run);

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        arguments.AllowOneOf(s_private, QueueReference.Of.Key, QueueReference.Of.KeyFile);
        arguments.AllowOneOf(s_private, CommonOptions.IfMissing);
        SysVKey key = arguments.Has(s_private)
            ? SysVKey.Private
            : QueueReference.Of.KeyOf(arguments) ?? throw new UsageException("one of --key, --path and --private is missing");
        UnixFileMode mode = CommonOptions.ModeOf(arguments);
        StandardDescriptor.CheckOutput(); // A private queue is lost where nobody reads its id.
        SysVMessageQueue queue = arguments.Has(CommonOptions.IfMissing) ? SysVMessageQueue.OpenOrCreate(key, mode) : SysVMessageQueue.Create(key, mode);
        Console.Out.WriteLine(queue.Id);
        return 0;
    }
}
