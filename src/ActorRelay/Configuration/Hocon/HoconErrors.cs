namespace ActorRelay.Configuration.Hocon;

/// <summary>Collects errors, up to <see cref="HoconLimits.Errors"/>.</summary>
internal sealed class HoconErrors
{
    private readonly List<HoconError> _all = [];

    public IReadOnlyList<HoconError> All => _all;

    /// <summary>Brackets or strings do not match, so what follows cannot be told apart.</summary>
    public bool Broken { get; private set; }

    public bool Full => _all.Count >= HoconLimits.Errors;

    public void Add(Place place, string message)
    {
        if (!Full)
        {
            _all.Add(new HoconError(place, message));
        }
    }

    public void Break() => Broken = true;
}
