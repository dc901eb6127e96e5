namespace Causeway.Cli.Commands.Inspect.Doctor;

/// <summary>Something that is wrong, or will be.</summary>
/// <param name="Rule">Which rule found it, in a word or two: <c>left-behind</c>.</param>
/// <param name="Subject">What: an object as <c>causeway show</c> takes it, a limit, a file.</param>
/// <param name="Evidence">How that is known.</param>
/// <param name="Fix">The command that fixes it.</param>
internal sealed record Finding(string Rule, string Subject, string Evidence, string Fix);
