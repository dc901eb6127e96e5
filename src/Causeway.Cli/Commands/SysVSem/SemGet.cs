using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.SysVSem;

/// <summary><c>causeway sysv-sem get</c>.</summary>
internal static class SemGet
{
    public static readonly Verb Verb = new("get", [SysVReference.Operand], "Prints the values at one moment, with spaces between them (GETALL), or one of them.",
        [.. SetReference.Of.Options, SetReference.Semaphore with { Help = "this one alone (GETVAL)" }], Run);

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        int semaphore = SetReference.SemaphoreOf(arguments);
        StandardDescriptor.CheckOutput();
        SysVSemaphoreSet set = SetReference.OpenOnly(arguments, FileAccess.Read);
        Console.Out.WriteLine(arguments.Has(SetReference.Semaphore) ? $"{set.GetValue(semaphore)}" : string.Join(' ', set.GetValues()));
        return 0;
    }
}
