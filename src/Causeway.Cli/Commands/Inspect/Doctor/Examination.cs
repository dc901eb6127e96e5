namespace Causeway.Cli.Commands.Inspect.Doctor;

/// <summary>What the rules look at.</summary>
/// <param name="Inventory">Objects and processes.</param>
/// <param name="Limits">Limits and their use.</param>
/// <param name="Directories">Where files are looked for that nobody holds.</param>
/// <param name="Root">In place of / for the settings of the system; tests have their own.</param>
internal sealed record Examination(Inventory Inventory, IReadOnlyList<IpcLimit> Limits, IReadOnlyList<string> Directories, string Root = "/")
{
    public DateTimeOffset Now { get; init; } = DateTimeOffset.Now;

    /// <summary>The text of a file below <see cref="Root"/>; null where there is none.</summary>
    public string? TextOf(string path)
    {
        try
        {
            return File.ReadAllText(Path.Combine(Root, path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
