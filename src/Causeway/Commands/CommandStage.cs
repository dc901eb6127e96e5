namespace Causeway;

/// <summary>One command of a pipeline: for the shell, or a program and its arguments. A value, which can be started any number of times.</summary>
public sealed class CommandStage
{
    private readonly string _program;
    private readonly IReadOnlyList<string> _arguments;

    private CommandStage(string program, IReadOnlyList<string> arguments, bool errorIntoPipe)
    {
        _program = program;
        _arguments = arguments;
        ErrorIntoPipe = errorIntoPipe;
    }

    /// <summary>Whether its standard error goes the way of its own output, into the next command.</summary>
    public bool ErrorIntoPipe { get; }

    /// <summary>A command of the shell: <c>/bin/sh -c</c>. Never put text of others into it.</summary>
    /// <param name="command">What /bin/sh shall run.</param>
    /// <exception cref="ArgumentException">It is empty.</exception>
    public static CommandStage Shell(string command)
    {
        ArgumentException.ThrowIfNullOrEmpty(command);
        return new CommandStage("/bin/sh", ["-c", "--", command], errorIntoPipe: false);
    }

    /// <summary>A program, which no shell interprets.</summary>
    /// <param name="program">A path, or a name that is looked up in PATH.</param>
    /// <param name="arguments">The arguments after the program's name, each passed as it is.</param>
    /// <exception cref="ArgumentException">The program is empty.</exception>
    public static CommandStage Program(string program, params IEnumerable<string> arguments)
    {
        ArgumentException.ThrowIfNullOrEmpty(program);
        ArgumentNullException.ThrowIfNull(arguments);
        return new CommandStage(program, [.. arguments], errorIntoPipe: false);
    }

    /// <summary>The same with its standard error going the way of its output: <c>2>&amp;1 |</c> in the shell, <c>|&amp;</c> in bash.</summary>
    public CommandStage WithErrorIntoPipe() => new(_program, _arguments, errorIntoPipe: true);

    internal ChildProcessOptions ToChildOptions() => new(_program, _arguments);
}
