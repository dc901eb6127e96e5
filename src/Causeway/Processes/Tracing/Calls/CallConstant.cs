using Causeway.Sys;

namespace Causeway;

/// <summary>A constant of C by its name there; a test compares each with the headers.</summary>
internal readonly record struct CallConstant(string Name, PerArchitecture Value)
{
    public CallConstant(string name, int value)
        : this(name, new PerArchitecture(value, value))
    {
    }

    public static implicit operator CallConstant((string Name, int Value) constant) => new(constant.Name, constant.Value);
}
