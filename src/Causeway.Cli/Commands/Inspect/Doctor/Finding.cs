namespace Causeway.Cli.Commands.Inspect.Doctor;

/// <summary>Something that is wrong, or will be.</summary>
/// <param name="Rule">Which rule found it, in a word or two: <c>left-behind</c>.</param>
/// <param name="Subject">What: an object as <c>causeway show</c> takes it, a limit, a file.</param>
/// <param name="Evidence">How that is known.</param>
/// <param name="Fix">The command that fixes it, of one who may.</param>
internal sealed record Finding(string Rule, string Subject, string Evidence, string Fix)
{
    /// <summary>The user who may run the fix, besides root; null where anybody may.</summary>
    public uint? FixedBy { get; init; }

    /// <summary>What is to be known of the fix; null for nothing.</summary>
    public string? Note { get; init; }

    /// <summary>The fix as whoever looks can run it.</summary>
    public string FixForMe => FixRights.IsMine(FixedBy) ? Fix : FixRights.AsRoot(Fix);
}
