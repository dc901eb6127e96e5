using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.Mq;

/// <summary><c>causeway mq create</c>.</summary>
internal static class MqCreate
{
    private static readonly VerbOption s_maxMessages = new("--max-messages", "N", "how many messages it holds; /proc/sys/fs/mqueue/msg_default unless given");
    private static readonly VerbOption s_maxBytes = new("--max-bytes", "N", "the longest message; /proc/sys/fs/mqueue/msgsize_default unless given");

    public static readonly Verb Verb = new("create", ["NAME"], "Creates a queue.",
        [s_maxMessages, s_maxBytes, CommonOptions.Mode, CommonOptions.IfMissing], Run);

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        int? messages = arguments.Integer(s_maxMessages, 1, int.MaxValue);
        int? bytes = arguments.Integer(s_maxBytes, 1, int.MaxValue);
        UnixFileMode mode = CommonOptions.ModeOf(arguments);
        string name = arguments.Operands[0];
        using PosixMessageQueue queue = arguments.Has(CommonOptions.IfMissing)
            ? PosixMessageQueue.OpenOrCreate(name, messages, bytes, mode)
            : PosixMessageQueue.Create(name, messages, bytes, mode);
        return 0;
    }
}
