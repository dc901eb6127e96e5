namespace Causeway.Cli.Tests.Commands.Inspect;

/// <summary>A test that makes pixels of a drawing; skipped where nothing is there that does.</summary>
public sealed class RenderFactAttribute : FactAttribute
{
    public const string Program = "/usr/bin/rsvg-convert";

    public RenderFactAttribute()
    {
        if (!File.Exists(Program))
            Skip = "needs rsvg-convert (Debian: librsvg2-bin)";
    }
}
