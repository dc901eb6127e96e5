using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.SysVSem;

/// <summary><c>causeway sysv-sem op</c>, <c>wait</c> and <c>post</c>.</summary>
internal static class SemOperations
{
    public static readonly VerbOption Timeout = new("--timeout", "TIME", "how long to wait: 2, 500ms, 1m; 0 does not wait");

    private static readonly VerbOption s_amount = new("--amount", "N", "how much to take or give; 1 unless given");
    private static readonly VerbOption s_zero = new("--zero", Value: null, "wait until the value is 0, and take nothing");

    public static readonly Verb Op = new("op", [SysVReference.Operand, "[OP...]"], "Does several operations at once; waits while one of them has to.",
        [.. SetReference.Of.Options, Timeout], RunOp) { Notes = OperationText.Notes };

    public static readonly Verb Wait = new("wait", [SysVReference.Operand], "Takes from one semaphore; waits while its value is less.",
        [.. SetReference.Of.Options, SetReference.Semaphore, s_amount, s_zero, Timeout], RunWait);

    public static readonly Verb Post = new("post", [SysVReference.Operand], "Gives to one semaphore; never waits.",
        [.. SetReference.Of.Options, SetReference.Semaphore, s_amount], RunPost);

    private static int RunOp(VerbArguments arguments, Interruption interruption)
    {
        TimeSpan? timeout = arguments.Duration(Timeout);
        SysVSemaphoreSet set = SetReference.Open(arguments, FileAccess.Read, out IReadOnlyList<string> texts);
        set.Operate(OperationText.Parse(texts), timeout, interruption.Token);
        return 0;
    }

    private static int RunWait(VerbArguments arguments, Interruption interruption)
    {
        arguments.AllowOneOf(s_amount, s_zero);
        TimeSpan? timeout = arguments.Duration(Timeout);
        int semaphore = SetReference.SemaphoreOf(arguments);
        SysVSemaphoreOperation operation = arguments.Has(s_zero) ? SysVSemaphoreOperation.WaitForZero(semaphore) : SysVSemaphoreOperation.Take(semaphore, AmountOf(arguments));
        SetReference.OpenOnly(arguments, FileAccess.Read).Operate([operation], timeout, interruption.Token);
        return 0;
    }

    private static int RunPost(VerbArguments arguments, Interruption interruption)
    {
        var operation = SysVSemaphoreOperation.Add(SetReference.SemaphoreOf(arguments), AmountOf(arguments));
        SetReference.OpenOnly(arguments, FileAccess.Write).Operate([operation]);
        return 0;
    }

    private static int AmountOf(VerbArguments arguments) => arguments.Integer(s_amount, 1, SysVSemaphoreSet.MaximumValue) ?? 1;
}
