using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.Sem;

/// <summary><c>causeway sem create</c>.</summary>
internal static class SemCreate
{
    private static readonly VerbOption s_value = new("--value", "N", "what it begins with, 0 to 2147483647; 0 unless given");

    public static readonly Verb Verb = new("create", ["NAME"], "Creates a semaphore.", [s_value, CommonOptions.Mode, CommonOptions.IfMissing], Run);

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        int value = arguments.Integer(s_value, 0, PosixSemaphore.MaximumValue) ?? 0;
        UnixFileMode mode = CommonOptions.ModeOf(arguments);
        string name = arguments.Operands[0];
        using PosixSemaphore semaphore = arguments.Has(CommonOptions.IfMissing)
            ? PosixSemaphore.OpenOrCreate(name, value, mode)
            : PosixSemaphore.Create(name, value, mode);
        return 0;
    }
}
