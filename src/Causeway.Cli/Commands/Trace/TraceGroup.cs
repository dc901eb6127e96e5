using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.Trace;

/// <summary><c>causeway trace</c>.</summary>
internal static class TraceGroup
{
    public static readonly VerbGroup Group = new("trace", "which calls of IPC a program makes (ptrace(2))",
        [TraceRun.Verb],
        """
        causeway trace -- CMD and causeway trace --pid N are short for trace run.
        CMD's output and exit code are as without tracing.
        """)
    {
        Default = TraceRun.Verb,
    };
}
