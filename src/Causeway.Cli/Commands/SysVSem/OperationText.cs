using System.Globalization;

namespace Causeway.Cli.Commands.SysVSem;

/// <summary>Operations as operands: <c>0-1</c>, <c>2+3u</c>, <c>1=0</c>.</summary>
internal static class OperationText
{
    public const string Notes =
        """
        OP is SEM-N (subtract, wait while the value is less), SEM+N (add) or SEM=0 (wait for zero), with u to undo it when
        the process ends: 0-1u 1+2 2=0. All happen at once, in this order, or none does.
        """;

    /// <summary>One at the least.</summary>
    /// <param name="texts">As the user gave them.</param>
    /// <param name="undo">Whether all that change a value are undone, without a u.</param>
    /// <exception cref="UsageException">Not such.</exception>
    public static SysVSemaphoreOperation[] Parse(IReadOnlyList<string> texts, bool undo = false) =>
        texts is [] ? throw new UsageException("OP is missing, such as 0-1") : [.. texts.Select(text => Parse(text, undo))];

    private static SysVSemaphoreOperation Parse(string text, bool undo)
    {
        // Behind the semaphore's digits.
        int sign = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        bool hasUndo = text.EndsWith('u');
        if (sign > 0 && TryNumber(text[..sign], ushort.MaxValue, out int semaphore)
            && TryNumber(hasUndo ? text[(sign + 1)..^1] : text[(sign + 1)..], SysVSemaphoreSet.MaximumValue, out int amount))
        {
            switch (text[sign])
            {
                case '-' when amount > 0:
                    return SysVSemaphoreOperation.Take(semaphore, amount, undo || hasUndo);
                case '+' when amount > 0:
                    return SysVSemaphoreOperation.Add(semaphore, amount, undo || hasUndo);
                case '=' when amount == 0 && !hasUndo:
                    return SysVSemaphoreOperation.WaitForZero(semaphore);
            }
        }

        throw new UsageException($"OP {text}: SEM-N, SEM+N or SEM=0 is needed, with N from 1 to {SysVSemaphoreSet.MaximumValue} and perhaps u, such as 0-1u");
    }

    private static bool TryNumber(string text, int most, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= most;
}
