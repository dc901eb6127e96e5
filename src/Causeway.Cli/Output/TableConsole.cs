using Spectre.Console;

namespace Causeway.Cli.Output;

/// <summary>Where tables are written.</summary>
internal static class TableConsole
{
    /// <summary>Wide enough for every row: what reads a pipe breaks no lines.</summary>
    private const int PipeWidth = 240;

    /// <summary>Standard output. The environment of some terminals and build servers makes Spectre.Console colour a pipe too: not this one.</summary>
    public static IAnsiConsole Open()
    {
        if (!Console.IsOutputRedirected)
            return AnsiConsole.Console;
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Interactive = InteractionSupport.No });
        console.Profile.Width = PipeWidth;
        return console;
    }
}
